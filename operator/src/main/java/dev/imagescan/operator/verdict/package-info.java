/** Reads reports from the API server to hold their packages against licence policies. */
package dev.imagescan.operator.verdict;
