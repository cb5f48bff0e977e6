/**
 * What every node is to do: pure functions from the scans and the cluster's state to the
 * specifications of NodeScans and ImageReports.
 */
package dev.imagescan.operator.plan;
