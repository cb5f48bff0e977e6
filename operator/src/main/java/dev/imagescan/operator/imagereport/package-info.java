/** Gives each image's report to a node, and removes it when nobody needs it. */
package dev.imagescan.operator.imagereport;
