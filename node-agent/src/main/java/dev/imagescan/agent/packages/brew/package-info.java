/** Packages of Homebrew. */
package dev.imagescan.agent.packages.brew;
