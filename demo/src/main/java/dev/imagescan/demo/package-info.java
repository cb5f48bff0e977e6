/**
 * The whole line from a scan to its status on one machine and in seconds: {@link
 * dev.imagescan.demo.Demo} tells the story; {@link dev.imagescan.demo.ApiServer} is the cluster,
 * {@link dev.imagescan.demo.Kubelet} its only node. The operator and the agent are the real ones.
 */
package dev.imagescan.demo;
