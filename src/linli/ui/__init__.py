"""The look: base page, design tokens, components, the map element and the template tags that draw them."""
