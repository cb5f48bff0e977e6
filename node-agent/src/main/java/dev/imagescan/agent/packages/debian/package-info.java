/** Packages of dpkg and their copyright files. */
package dev.imagescan.agent.packages.debian;
