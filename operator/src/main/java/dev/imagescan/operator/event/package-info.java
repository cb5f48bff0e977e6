/** Tells users, by Kubernetes events on their scans, what they would want to know. */
package dev.imagescan.operator.event;
