/** Packages of Ruby. */
package dev.imagescan.agent.packages.ruby;
