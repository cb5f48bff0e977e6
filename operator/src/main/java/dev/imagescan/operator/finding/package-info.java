/**
 * What is found about containers: counted, put into sentences, and held against what is accepted.
 */
package dev.imagescan.operator.finding;
