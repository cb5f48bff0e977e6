package dev.imagescan.agent.packages;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The texts in an XML document's elements, in the order in which the elements end. What makes XML
 * dangerous is left out: there is no document type, no entity, and nothing is fetched. Texts are
 * cut to a bound, and nothing is kept, so memory does not grow with the document.
 */
public final class XmlTexts {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_TEXT = 1024;

  /** Is shown elements and attributes. */
  public interface Visitor {

    /**
     * One element or attribute.
     *
     * @param path the names down to it with slashes between them, without their name spaces; an
     *     attribute's follows an '@'
     * @param text without blanks around it; what stands around inner elements is left out
     */
    void text(String path, String text);
  }

  private final XMLStreamReader xml;
  private final int deepest;
  private final Visitor visitor;
  private final Deque<String> path = new ArrayDeque<>();
  private final StringBuilder text = new StringBuilder();

  private XmlTexts(XMLStreamReader xml, int deepest, Visitor visitor) {
    this.xml = xml;
    this.deepest = deepest;
    this.visitor = visitor;
  }

  /**
   * Shows what is in a document, no deeper than so many elements; what was shown before a fault is
   * met was there. The stream's length must be bounded; closing it is the caller's.
   *
   * @return whether it is well-formed to its end, and not nested without measure
   */
  public static boolean read(InputStream in, int deepest, Visitor visitor) {
    try {
      // What is of interest is ASCII, whatever the encoding that the document says it has.
      Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
      return new XmlTexts(factory().createXMLStreamReader(reader), deepest, visitor).read();
    } catch (XMLStreamException | RuntimeException e) {
      // The parser throws unchecked exceptions too.
      return false;
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    return factory;
  }

  private boolean read() throws XMLStreamException {
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> start();
        case XMLStreamConstants.END_ELEMENT -> end();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> characters();
        default -> {}
      }
      if (path.size() > MAX_DEPTH) {
        return false;
      }
    }
    return true;
  }

  private void start() {
    path.addLast(xml.getLocalName());
    text.setLength(0);
    if (path.size() <= deepest && xml.getAttributeCount() > 0) {
      String element = String.join("/", path);
      for (int i = 0; i < xml.getAttributeCount(); i++) {
        visitor.text(element + "@" + xml.getAttributeLocalName(i), xml.getAttributeValue(i));
      }
    }
  }

  private void characters() {
    int length = Math.min(xml.getTextLength(), MAX_TEXT - text.length());
    text.append(xml.getTextCharacters(), xml.getTextStart(), length);
  }

  private void end() {
    if (path.size() <= deepest) {
      visitor.text(String.join("/", path), text.toString().strip());
    }
    path.removeLast();
    text.setLength(0);
  }
}
