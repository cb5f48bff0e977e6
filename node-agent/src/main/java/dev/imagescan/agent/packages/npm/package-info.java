/** Packages of Node.js. */
package dev.imagescan.agent.packages.npm;
