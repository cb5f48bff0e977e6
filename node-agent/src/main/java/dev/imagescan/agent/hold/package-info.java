/**
 * Holds the mounts that a node's plan asks for in running containers: decides what is to be done
 * from the plan, from what was written down, and from what is there; does it without ever waiting
 * for it; and says what became of it.
 */
package dev.imagescan.agent.hold;
