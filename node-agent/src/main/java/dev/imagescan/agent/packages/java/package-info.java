/** Java archives and what is nested and shaded in them, and installed Java runtimes. */
package dev.imagescan.agent.packages.java;
