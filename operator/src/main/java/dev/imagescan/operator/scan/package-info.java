/** Writes the status of ImageScans and ClusterImageScans. */
package dev.imagescan.operator.scan;
