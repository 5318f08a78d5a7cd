"""The tests of the tests: does a rubric accept what is right, and explain what is wrong?"""
