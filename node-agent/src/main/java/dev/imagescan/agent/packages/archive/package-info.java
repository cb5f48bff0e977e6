/** ZIP archives of any size and depth, read by their central directories in bounded memory. */
package dev.imagescan.agent.packages.archive;
