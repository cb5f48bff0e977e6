/**
 * What an image says of itself: indexes, manifests and configurations as OCI and Docker write them.
 * All of it was written by whoever built the image, and is read within bounds.
 */
package dev.imagescan.agent.image;
