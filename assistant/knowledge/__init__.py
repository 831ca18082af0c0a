"""Claims, and the points and questions that follow from answers. Pure once the content is loaded."""
