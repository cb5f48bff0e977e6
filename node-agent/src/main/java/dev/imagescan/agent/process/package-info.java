/** Finds the processes of containers by what the kernel says of their control groups. */
package dev.imagescan.agent.process;
