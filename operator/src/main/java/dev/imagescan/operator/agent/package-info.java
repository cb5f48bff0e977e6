/** The agent on every node: its DaemonSet, which nodes lack one, and what it leaves behind. */
package dev.imagescan.operator.agent;
