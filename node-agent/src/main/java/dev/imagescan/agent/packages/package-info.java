/**
 * What is installed: packages, their licences, and the cataloguers that read them out of a root
 * file system, one package of classes an ecosystem.
 */
package dev.imagescan.agent.packages;
