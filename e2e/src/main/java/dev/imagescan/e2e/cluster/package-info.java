/**
 * A real Kubernetes cluster on one Linux machine, for tests and for trying things out: etcd, the
 * control plane, and nodes with containerd, kubelet and kube-proxy, each in namespaces of its own.
 * Needs root; nothing has to run beforehand and nothing stays behind.
 *
 * <p>{@link dev.imagescan.e2e.cluster.Cluster} is what tests see; {@link
 * dev.imagescan.e2e.cluster.LocalCluster} makes one, {@link
 * dev.imagescan.e2e.cluster.ExternalCluster} stands for one that exists already.
 */
package dev.imagescan.e2e.cluster;
