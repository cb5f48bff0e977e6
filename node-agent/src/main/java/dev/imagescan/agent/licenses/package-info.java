/** What licences mean: names, expressions and texts, put into the words of the SPDX list. */
package dev.imagescan.agent.licenses;
