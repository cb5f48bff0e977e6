/** Every parser that reads what a container wrote, under bytes that nobody foresaw. */
package dev.imagescan.agent.fuzz;
