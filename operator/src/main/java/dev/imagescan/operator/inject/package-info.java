/**
 * What injection comes to: which mounts scans want, which carriers these need, what a node's plan
 * says of them, and what is left of a scan. Decisions only; nothing here talks to an API server.
 */
package dev.imagescan.operator.inject;
