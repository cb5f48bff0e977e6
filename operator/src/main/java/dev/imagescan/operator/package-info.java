/** The operator's process: its settings, its start, and its orderly end. */
package dev.imagescan.operator;
