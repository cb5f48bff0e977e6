/** Finds the directories of the layers that a running container's root file system is made of. */
package dev.imagescan.agent.layers;
