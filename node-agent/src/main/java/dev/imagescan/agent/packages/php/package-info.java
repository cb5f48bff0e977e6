/** Packages of PHP. */
package dev.imagescan.agent.packages.php;
