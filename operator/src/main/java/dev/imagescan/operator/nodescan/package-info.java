/** Writes the NodeScan of each node, and the ImageReports that it lacks. */
package dev.imagescan.operator.nodescan;
