/** Writes what was found out for people and for programs. */
package dev.imagescan.agent.report;
