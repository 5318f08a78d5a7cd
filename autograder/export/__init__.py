"""Grades and feedback back into the LMS: fills in the sheet that the teacher downloaded, packs the feedback files."""
