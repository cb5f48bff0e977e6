/**
 * The agent as a DaemonSet's pod: watches its node's NodeScan, decides what is to be done, and
 * writes reports. The only package of this module that talks to Kubernetes.
 */
package dev.imagescan.agent.node;
