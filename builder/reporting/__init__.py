"""What the command and the preview say as text: diagnostics, summaries of builds."""
