/** Packages of R. */
package dev.imagescan.agent.packages.r;
