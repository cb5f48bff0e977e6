/** Modules of Go programs, by what the linker wrote into them. */
package dev.imagescan.agent.packages.golang;
