/**
 * What the operator knows of the cluster: small views of the objects that it watches, and {@link
 * dev.imagescan.operator.cluster.Cluster}, by which decisions read them. Nothing here talks to an
 * API server.
 */
package dev.imagescan.operator.cluster;
