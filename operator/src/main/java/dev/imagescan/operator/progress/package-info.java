/** How far a scan got: pure functions from the cluster's state to the status of a scan. */
package dev.imagescan.operator.progress;
