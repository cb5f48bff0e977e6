/** Packages of Conda. */
package dev.imagescan.agent.packages.conda;
