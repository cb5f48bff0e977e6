/** Follows the cluster: one watch a kind, shared by all that decide, and told to all that act. */
package dev.imagescan.operator.watch;
