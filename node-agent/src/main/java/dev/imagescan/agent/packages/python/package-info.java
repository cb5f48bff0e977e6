/** Packages of Python. */
package dev.imagescan.agent.packages.python;
