/**
 * Tries what may hang or fail: on threads that are given up when they do not come back, and again
 * after a while.
 */
package dev.imagescan.agent.attempt;
