/**
 * The command line: reads arguments, opens what they name, and says what went wrong in one line.
 */
package dev.imagescan.agent.cli;
