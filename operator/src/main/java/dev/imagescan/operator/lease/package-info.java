/** Which replica leads. */
package dev.imagescan.operator.lease;
