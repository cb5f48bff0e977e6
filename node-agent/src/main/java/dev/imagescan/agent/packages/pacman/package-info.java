/** Packages of pacman. */
package dev.imagescan.agent.packages.pacman;
