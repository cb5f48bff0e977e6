/**
 * Executables and libraries: what languages' linkers wrote into them, and the versions of
 * well-known programs that no package manager installed.
 */
package dev.imagescan.agent.packages.binary;
