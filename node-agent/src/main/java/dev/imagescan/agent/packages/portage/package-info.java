/** Packages of Portage. */
package dev.imagescan.agent.packages.portage;
