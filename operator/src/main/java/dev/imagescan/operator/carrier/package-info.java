/** Starts and ends carriers, and holds a scan's object until nothing of it is mounted any more. */
package dev.imagescan.operator.carrier;
