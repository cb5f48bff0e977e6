/** Packages of opkg. */
package dev.imagescan.agent.packages.opkg;
