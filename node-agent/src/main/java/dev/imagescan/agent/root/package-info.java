/** Reads hostile file systems below their roots: a running container's, or an image's layers. */
package dev.imagescan.agent.root;
