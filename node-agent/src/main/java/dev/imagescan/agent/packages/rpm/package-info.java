/**
 * Packages of rpm: its three kinds of database, read by our own code, and the headers in them.
 *
 * <p>Every offset, count and page number is another's word. What is read grows with what is there,
 * never with what a number says, and no page is visited more often than the file has pages.
 */
package dev.imagescan.agent.packages.rpm;
