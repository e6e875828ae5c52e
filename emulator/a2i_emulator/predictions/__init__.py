"""Where Rekognition's and Textract's answers come from: recordings, the service, a stand-in."""
