/** Executables and libraries in ELF: their headers, and where in the file their parts lie. */
package dev.imagescan.agent.packages.elf;
