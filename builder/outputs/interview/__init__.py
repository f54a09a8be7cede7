"""The interview booklet: scenarios, frequent questions and stories, with lines for one's own."""
