/** Finds out what a container changed in its files since its image, and which programs came in. */
package dev.imagescan.agent.drift;
